
PLappend.condition_faileda stream moved on"
streampact"
version4